// Texts of entries as they are shown.

const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Control and direction characters made visible, so that a value cannot dress up as another. @param {unknown} value */
export function plain(value) {
  return String(value ?? '').replace(HIDDEN, '\ufffd');
}
