//! Annexes, each a content of its own.

/// A PDF of one page whose picture is `size` bytes, with `mark` in it so that no two are the same content.
pub fn of(size: usize, mark: &str) -> Vec<u8> {
    let noise: Vec<u8> = mark.bytes().cycle().take(size).collect();
    let picture = format!(
        "<</Type/XObject/Subtype/Image/Width 1/Height {size}/ColorSpace/DeviceGray/BitsPerComponent 8/Length {size}>>stream\n"
    );
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>>>";
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        page.as_bytes().to_vec(),
        [picture.as_bytes(), &noise, b"\nendstream"].concat(),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut table = String::from("xref\n0 5\n0000000000 65535 f \n");
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{} 0 obj\n", number + 1).into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(format!("{table}trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    file
}
