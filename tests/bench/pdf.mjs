// Annexes for the benchmark.

/** A PDF of one page whose picture is `size` bytes of noise, with `mark` in it so that no two are the same content. */
export function pdf(size, mark) {
  const noise = Buffer.alloc(size, mark);
  const objects = [
    Buffer.from("<</Type/Catalog/Pages 2 0 R>>"),
    Buffer.from("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
    Buffer.from("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>>>"),
    Buffer.concat([Buffer.from(`<</Type/XObject/Subtype/Image/Width 1/Height ${size}/ColorSpace/DeviceGray/BitsPerComponent 8/Length ${size}>>stream\n`), noise, Buffer.from("\nendstream")]),
  ];
  const parts = [Buffer.from("%PDF-1.4\n")];
  let at = parts[0].length;
  const places = objects.map((object, index) => {
    const place = at;
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from("\nendobj\n")]);
    parts.push(part);
    at += part.length;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  parts.push(Buffer.from(`xref\n0 5\n0000000000 65535 f \n${places.join("")}trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n${at}\n%%EOF\n`));
  return Buffer.concat(parts);
}
