/** A PDF 1.4 of one page a list of lines, each with its size in points; made by hand (ISO 32000-1, 7.5). */
export function smallPdf(pages: readonly (readonly (readonly [sizePt: number, text: string])[])[]): Uint8Array {
  const objects: string[] = ["<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"];
  const kids: number[] = [];
  for (const lines of pages) {
    let y = 740;
    const content = lines.map(([size, text]) => {
      y -= 2 * size;
      return `BT /F1 ${size} Tf 72 ${y} Td (${text}) Tj ET`;
    });
    objects.push(`<</Length ${content.join("\n").length}>>stream\n${content.join("\n")}\nendstream`);
    const contentNumber = objects.length;
    objects.push(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents ${contentNumber} 0 R>>`,
    );
    kids.push(objects.length);
  }
  objects[1] = `<</Type/Pages/Kids[${kids.map((kid) => `${kid} 0 R`).join(" ")}]/Count ${kids.length}>>`;
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}
