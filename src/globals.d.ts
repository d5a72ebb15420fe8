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
/** The browser snippet, embedded with `with { type: 'text' }`: its whole text. */
declare module '*/t.js' {
  const text: string;
  export default text;
}
