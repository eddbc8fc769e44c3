/** Writes XML elements, indented. */

export type XmlAttributes = Readonly<Record<string, string | number | readonly number[] | undefined>>;

/** An element with its attributes; those that are undefined are left out. Numbers keep all their digits. */
export function xmlElement(name: string, attributes: XmlAttributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeXml(Array.isArray(value) ? value.join(" ") : String(value))}"`)
    .join("");
  if (children.length === 0) return `<${name}${written}/>`;
  const inner = children.map((child) => child.replace(/^/gm, "  ")).join("\n");
  return `<${name}${written}>\n${inner}\n</${name}>`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
