package dev.carillon.server.assets.folder;

import dev.carillon.server.platform.http.Problem;

/**
 * What may be done, as letters in fixed places: view, preview, use original, edit metadata, edit,
 * rename, move, create, delete.
 *
 * @param mask the letters as a number: the first counts 1, the next 2, then 4, and so on
 */
public record Permissions(int mask) {

  private static final String LETTERS = "VPUMERXCD";
  private static final char NOT_GRANTED = '-';

  /** Nothing may be done. */
  public static final Permissions NONE = new Permissions(0);

  /** Everything may be done. */
  public static final Permissions ALL = new Permissions((1 << LETTERS.length()) - 1);

  /**
   * Reads letters; a dash stands where one is not granted, or it is left out.
   *
   * @throws Problem 400 naming the field
   */
  public static Permissions parse(String field, String text) {
    int mask = 0;
    int last = -1;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      int place = LETTERS.indexOf(letter);
      boolean dash = letter == NOT_GRANTED && text.length() == LETTERS.length();
      if (dash || (place > last && (text.length() < LETTERS.length() || place == i))) {
        mask |= dash ? 0 : 1 << place;
        last = dash ? last : place;
      } else {
        throw Problem.badField(
            field, text, "letters of " + LETTERS + " in this order, such as VPU------");
      }
    }
    return new Permissions(mask);
  }

  /** Whether this letter is granted. */
  public boolean grants(char letter) {
    return (mask & (1 << LETTERS.indexOf(letter))) != 0;
  }

  /** Whether the words in a file may be read: by its preview, or in the file itself. */
  public boolean reads() {
    return grants('V') && (grants('P') || grants('U'));
  }

  /** What either grants. */
  public Permissions or(Permissions other) {
    return new Permissions(mask | other.mask);
  }

  /** What is left of it for one who uses it: whoever may not view may do nothing. */
  public Permissions usable() {
    return grants('V') ? this : NONE;
  }

  /** What to tell who sees something and lacks this letter for it. */
  public static Problem missing(char letter, TreePath what) {
    return Problem.forbidden(
        "The permission " + letter + " (" + name(letter) + ") for '" + what + "' is missing");
  }

  private static String name(char letter) {
    return switch (letter) {
      case 'V' -> "view";
      case 'P' -> "preview";
      case 'U' -> "use original";
      case 'M' -> "edit metadata";
      case 'E' -> "edit";
      case 'R' -> "rename";
      case 'X' -> "move";
      case 'C' -> "create";
      case 'D' -> "delete";
      default -> throw new IllegalArgumentException("no permission: " + letter);
    };
  }

  /**
   * The ten places {@code VPWUMERXCD} of newer versions of the model product: W follows P and
   * stands wherever P does, since nothing here tells the two apart.
   */
  public String tenPlaces() {
    String text = text();
    int preview = LETTERS.indexOf('P') + 1;
    return text.substring(0, preview) + (grants('P') ? 'W' : NOT_GRANTED) + text.substring(preview);
  }

  /** All places, a dash in those that are not granted. */
  public String text() {
    StringBuilder text = new StringBuilder(LETTERS);
    for (int i = 0; i < LETTERS.length(); i++) {
      if (!grants(LETTERS.charAt(i))) {
        text.setCharAt(i, NOT_GRANTED);
      }
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return text();
  }
}
