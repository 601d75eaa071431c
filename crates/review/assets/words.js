// Numbers and words.

const grouped = new Intl.NumberFormat("en");
const oneDigit = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

const count = (n, noun, plural = `${noun}s`) => `${grouped.format(n)} ${n === 1 ? noun : plural}`;

function bytes(n) {
  if (n < 1000) return `${n}\u00a0B`;
  if (n < 1e6) return `${oneDigit.format(n / 1000)}\u00a0kB`;
  return `${oneDigit.format(n / 1e6)}\u00a0MB`;
}

function percent(part, whole) {
  if (whole === 0 || part === 0) return "0\u00a0%";
  const share = (100 * part) / whole;
  return share < 0.1 ? "< 0.1\u00a0%" : `${oneDigit.format(share)}\u00a0%`;
}

const APPLICABILITY_WORDS = { safe: "Safe", unsafe: "Unsafe", report: "Report" };
