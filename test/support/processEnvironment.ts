/**
 * The environment of a program under test: without the models of this machine, without a hub, and without the mark of a
 * build server, on which nothing moves in a terminal.
 */
export const processEnvironment = (home: string): NodeJS.ProcessEnv => ({
  ...process.env,
  ESPALIER_HOME: home,
  HF_ENDPOINT: "http://127.0.0.1:2",
  CI: undefined,
});
