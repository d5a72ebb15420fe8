/** Files embedded with `with { type: 'file' }`: what is imported is their path. */
declare module '*.css' {
  const path: string;
  export default path;
}
declare module '*.svg' {
  const path: string;
  export default path;
}
declare module '*.min.js' {
  const path: string;
  export default path;
}
/** Code that a page shows, embedded as text: a file of its own, so that it is checked and run like any other. */
declare module '*.sample.js' {
  const text: string;
  export default text;
}
/** Code in other languages that the API shows, embedded as text and run by tests. */
declare module '*.py' {
  const text: string;
  export default text;
}
declare module '*.php' {
  const text: string;
  export default text;
}
declare module '*.go' {
  const text: string;
  export default text;
}
/** The browser snippet, embedded with `with { type: 'text' }`: its whole text. */
declare module '*/t.js' {
  const text: string;
  export default text;
}
/** The script of the administration's pages, embedded with `with { type: 'file' }`: what is imported is its path. */
declare module '*/app.js' {
  const path: string;
  export default path;
}
/** The same for what asks the browser for a passkey. */
declare module '*/passkeys.js' {
  const path: string;
  export default path;
}
