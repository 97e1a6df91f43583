package dev.carillon.server.attacks.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Bends the lines of a corpus: cuts, doubles, mixes and spoils them. Same seed, same texts. */
final class Bending {

  private static final String[] PIECES = {
    "\0",
    "\r\n",
    "\t",
    " ",
    "%",
    "%00",
    "%2e",
    "%zz",
    "\"",
    "'",
    "\\",
    "/",
    "//",
    "..",
    ";",
    ":",
    "=",
    ",",
    "-",
    "+",
    "*",
    "?",
    "~",
    "^",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "&",
    "|",
    "!",
    "@",
    "#",
    "0",
    "1",
    "9223372036854775808",
    "-1",
    "1e9",
    "NaN",
    "\u0000",
    "\u00e9",
    "e\u0301",
    "\ud800",
    "\udfff",
    "\uFEFF",
    "\u2028",
    "\u202e",
    "①",
    "。",
    "İ",
    "ß",
    "AND",
    "OR",
    "NOT",
    "TO"
  };
  private static final int LENGTH_MAX = 3000;

  private final List<String> corpus;
  private final Random random;

  Bending(String file, long seed) throws IOException {
    try (InputStream in = Objects.requireNonNull(Bending.class.getResourceAsStream(file), file)) {
      corpus = new String(in.readAllBytes(), UTF_8).lines().toList();
    }
    random = new Random(seed);
  }

  /** Lines as they are. */
  List<String> corpus() {
    return corpus;
  }

  /** One more text. */
  String next() {
    StringBuilder text = new StringBuilder(any());
    for (int i = random.nextInt(6); i >= 0; i--) {
      bend(text);
    }
    text.setLength(Math.min(text.length(), LENGTH_MAX));
    return text.toString();
  }

  private void bend(StringBuilder text) {
    int at = random.nextInt(text.length() + 1);
    int end = at + random.nextInt(text.length() - at + 1);
    switch (random.nextInt(8)) {
      case 0 -> text.delete(at, end);
      case 1 -> text.insert(at, text.substring(at, end));
      case 2 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
      case 3 -> text.insert(at, PIECES[random.nextInt(PIECES.length)].repeat(random.nextInt(40)));
      case 4 -> text.append(any());
      case 5 -> text.replace(at, end, any());
      case 6 -> {
        if (at < text.length()) {
          text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(8))));
        }
      }
      default -> {
        if (at < text.length()) {
          text.setCharAt(at, (char) random.nextInt(0x10000));
        }
      }
    }
  }

  private String any() {
    List<String> lines = new ArrayList<>(corpus);
    return lines.get(random.nextInt(lines.size()));
  }
}
