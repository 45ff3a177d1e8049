// What the server wrote about the picture into the document's head.

export interface Recipe {
  painter?: string;
  version?: string;
  prompt?: string;
  negativePrompt?: string;
  width?: number;
  height?: number;
  seed?: number;
  steps?: number;
  guidance?: number;
}

export interface SharedPicture {
  key: string;
  url: string;
  size: number; // octets
  added: string; // ISO 8601, UTC
  emotion: string;
  favorite: string;
  recipe: Recipe | null;
  licence: string;
}

// Nothing: there is no such picture.
export function pictureOf(document: Document): SharedPicture | undefined {
  const content = document.querySelector<HTMLMetaElement>('meta[name="garden:picture"]')?.content;
  return content ? (JSON.parse(content) as SharedPicture) : undefined;
}

// A licence as the operator wrote it: words, and maybe a web address at the end.
export function licenceOf(text: string): { words: string; address?: string } {
  const found = /^(.*?)\s*(https?:\/\/\S+)$/.exec(text.trim());
  return found?.[2] ? { words: found[1] || found[2], address: found[2] } : { words: text.trim() };
}
