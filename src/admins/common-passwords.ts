/**
 * Passwords of 12 characters and more that are tried first. Shorter ones are refused for their length; what is made
 * of a common word with digits and signs around it is found through the words.
 */
const phrases = `
abcdefghijkl abcdefghijklm abcdefghijklmnop abcdefghijklmnopqrstuvwxyz abcd1234abcd aabbccddeeff
qwertyuiopas qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm qwertyuiop123 qwertyasdfgh qwertyasdfzxcv
qazwsxedcrfv qazwsxedcrfvtgb 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1q2w3e4r5t6y 1q2w3e4r5t6y7u8i q1w2e3r4t5y6
zaq12wsxcde3 zaq1xsw2cde3 zxcvbnmasdfg asdfghjklzxc asdfghjkl123 asdfqwerzxcv poiuytrewqas mnbvcxzlkjhg
correcthorsebatterystaple correct-horse-battery-staple iloveyouforever iloveyousomuch iloveyoubaby
letmeinplease letmeinletmein openthedoor opensesame123 trustnoone123 whateverwhatever nothingnothing
welcometohell welcomehome123 welcomeback123 thisismypassword thisisapassword mypasswordis mysecretpassword
yourpassword123 newpassword123 changeme12345 changemenow123 pleasechangeme donotforgetme ihavenoidea
administrator1 administrator123 systemadministrator superadministrator rootrootroot toortoortoor
manchesterunited liverpoolfc123 realmadrid123 chelseafc1234 arsenalfc1234 barcelona1234 newyorkcity
losangeles123 unitedstates sanfrancisco harrypotter123 starwars1234 gameofthrones lordoftherings
thelordoftherings spiderman1234 superman12345 dragonballz123 pokemonpokemon minecraft1234 counterstrike
onetwothreefour onetwothreefourfive abcabcabcabc 123123123123 112233445566 111222333444 121212121212
123456abcdef abcdef123456 a1b2c3d4e5f6 1a2b3c4d5e6f 0123456789ab 147258369147 159357159357 741852963741
password12345678 passwordpassword adminadminadmin useruseruser testtesttest guestguestguest
`;

/** Refused alone, repeated, and with digits and signs before or after them. */
const words = `
password passwort motdepasse contrasena senha wachtwoord parola haslo kennwort passw0rd passwd pass passphrase
admin administrator adminadmin root toor superuser sysadmin user username guest test testing tester demo default
welcome willkommen bienvenue bienvenido hello hellohello login logon signin letmein letmeinnow opensesame open
changeme changethis secret topsecret mysecret private access master mastermaster trustno iloveyou loveyou love
lovelove princess sunshine moonlight starlight shadow dragon monkey tiger lion eagle falcon phoenix panther jaguar
football baseball basketball soccer hockey cricket tennis golf liverpool arsenal chelsea barcelona juventus yankees
cowboys lakers patriots steelers redsox batman superman spiderman ironman pokemon pikachu naruto starwars matrix
minecraft fortnite warcraft nintendo playstation computer internet google facebook instagram twitter youtube
microsoft windows linux ubuntu apple iphone android samsung oracle cisco server database mysql postgres
qwerty qwertyuiop qwertz qwertzuiop azerty azertyuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm qwer qaz qazwsx wasd
abc abcd abcde abcdef abcdefg abcdefgh aaa xxx zzz
michael jennifer jessica jordan thomas robert daniel andrew matthew joshua ashley amanda nicole michelle charlie
george william alexander christopher maria anna sophie laura julia peter stefan andreas martin hannah emma
summer winter autumn spring fall january february march april may june july august september october november
december monday tuesday wednesday thursday friday saturday sunday sommer herbst fruehling
company business office marketing sales finance money payment payout invoice partner partners affiliate affiliates
commission tributary merchant shop store website webmaster support service manager account accounts team
london paris berlin madrid newyork america england germany france canada texas california chicago boston
freedom forever family friends flower butterfly chocolate cookie coffee banana orange cheese pepper ginger
mustang ferrari porsche mercedes corvette harley yamaha honda toyota killer hunter ranger soldier warrior
whatever nothing something anything everything blessed jesus jesuschrist heaven angel angels faith hope
purple yellow silver golden diamond rainbow thunder lightning storm magic wizard merlin gandalf
`;

const knownPhrases = new Set(phrases.split(/\s+/));
const knownWords = new Set(words.split(/\s+/).filter((word) => word !== ''));

/** Whether a password is among the first that anybody would try. */
export const isCommonPassword = (password: string): boolean => {
  const text = password.toLowerCase();
  return knownPhrases.has(text) || isOneCharacter(text) || isRunOfDigits(text) || isWordInDisguise(text);
};

const isOneCharacter = (text: string): boolean => new Set(text).size === 1;

/** `123456789012`, `098765432109`, `135791357913`: each digit as far from the one before. */
const isRunOfDigits = (text: string): boolean => {
  if (!/^\d+$/.test(text)) return false;
  const steps = new Set([...text].slice(1).map((digit, at) => (Number(digit) - Number(text[at]) + 10) % 10));
  return steps.size === 1;
};

/** Three words in a row that nobody expects together are a fair password; two with a year behind them are not. */
const maxWords = 2;

/** `P@ssw0rd2024!`, `admin-admin-1`: nothing but common words once digits and signs are taken off or read as letters. */
const isWordInDisguise = (text: string): boolean =>
  [text, asLetters(text)].some((reading) => {
    const parts = reading.split(/[^a-z]+/).filter((part) => part !== '');
    return (
      parts.length > 0 &&
      parts.length <= maxWords &&
      parts.every((part) => knownWords.has(part) || isRepeatedWord(part))
    );
  });

const asLetters = (text: string): string => {
  const bare = text.replace(/^[\d\W_]+|[\d\W_]+$/g, '');
  return bare.replace(/[013457@$]/g, (sign) => looksLike[sign] ?? sign);
};

const looksLike: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's' },
};

const isRepeatedWord = (part: string): boolean => {
  for (let length = 1; length <= part.length / 2; length += 1) {
    const word = part.slice(0, length);
    if (part === word.repeat(part.length / length) && (length <= 2 || knownWords.has(word))) return true;
  }
  return false;
};
