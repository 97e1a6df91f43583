package dev.carillon.server.assets.folder;

import dev.carillon.server.platform.http.Problem;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What may be done, as letters in fixed places: view, preview, use original, edit metadata, edit,
 * rename, move, create, delete.
 *
 * @param mask the letters as a number: the first counts 1, the next 2, then 4, and so on
 */
public record Permissions(int mask) {

  private static final String LETTERS =
      Arrays.stream(Permission.values())
          .map(permission -> String.valueOf(permission.letter()))
          .collect(Collectors.joining());
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

  /** Whether this may be done. */
  public boolean permits(Permission permission) {
    return (mask & (1 << LETTERS.indexOf(permission.letter()))) != 0;
  }

  /** Whether the words in a file may be read: by its preview, or in the file itself. */
  public boolean reads() {
    return permits(Permission.VIEW)
        && (permits(Permission.PREVIEW) || permits(Permission.USE_ORIGINAL));
  }

  /** What either of them permits. */
  public Permissions or(Permissions other) {
    return new Permissions(mask | other.mask);
  }

  /** What counts of it: without VIEW nothing does. */
  public Permissions usable() {
    return permits(Permission.VIEW) ? this : NONE;
  }

  /** What to tell a user who sees something and may not do this with it. */
  public static Problem missing(Permission permission, TreePath what) {
    return Problem.forbidden(
        "The permission %s (%s) for '%s' is missing"
            .formatted(permission.letter(), permission.words(), what));
  }

  /**
   * The ten places {@code VPWUMERXCD} of newer versions of the model product: W follows P and
   * stands wherever P does, since nothing here tells the two apart.
   */
  public String tenPlaces() {
    String text = text();
    int preview = LETTERS.indexOf(Permission.PREVIEW.letter()) + 1;
    return text.substring(0, preview)
        + (permits(Permission.PREVIEW) ? 'W' : NOT_GRANTED)
        + text.substring(preview);
  }

  /** All places, a dash in those that are not granted. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Permission permission : Permission.values()) {
      text.append(permits(permission) ? permission.letter() : NOT_GRANTED);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return text();
  }
}
