/** In the place of sharp. */
export default function noImages() {
  throw new Error("this build of transformers.js reads no pictures");
}
