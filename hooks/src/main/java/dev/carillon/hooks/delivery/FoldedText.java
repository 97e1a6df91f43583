package dev.carillon.hooks.delivery;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A text that is looked for whether it stands in upper or lower case. One letter stands for one
 * letter, as Unicode maps single characters: É is é and Σ is ς, but ß is not SS. It is found in
 * bytes that are UTF-8, or anything at all.
 */
public final class FoldedText {

  private static final int BLOCK = 0xFF;
  private static final int ASCII = 0x80;

  private final String text;
  private final List<List<byte[]>> letters;

  /** This text, which is not empty. */
  public FoldedText(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("nothing to look for");
    }
    this.text = text;
    this.letters = text.codePoints().mapToObj(FoldedText::written).toList();
  }

  /** Whether no letter of it has another case: then its bytes are looked for as they are. */
  public boolean exact() {
    return letters.stream().allMatch(each -> each.size() == 1);
  }

  /** Whether all of it is ASCII. */
  public boolean ascii() {
    return text.codePoints().allMatch(point -> point < ASCII);
  }

  /** As it was given. */
  public String text() {
    return text;
  }

  /** Whether these bytes contain it. */
  public boolean in(byte[] bytes) {
    for (int start = 0; start < bytes.length; start++) {
      if (standsAt(bytes, start)) {
        return true;
      }
    }
    return false;
  }

  private boolean standsAt(byte[] bytes, int start) {
    int at = start;
    for (List<byte[]> letter : letters) {
      int next = -1;
      for (byte[] form : letter) {
        // no form begins as another one does, so at most one fits
        if (begins(bytes, at, form)) {
          next = at + form.length;
          break;
        }
      }
      if (next < 0) {
        return false;
      }
      at = next;
    }
    return true;
  }

  private static boolean begins(byte[] bytes, int at, byte[] form) {
    if (form.length > bytes.length - at) {
      return false;
    }
    for (int i = 0; i < form.length; i++) {
      if (bytes[at + i] != form[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * A regular expression for texts in which each character from 0 to 255 stands for one byte, and 1
   * for 0 too, which no text of a database can hold.
   */
  public String pattern() {
    return letters.stream()
        .map(each -> each.stream().map(FoldedText::escaped).collect(Collectors.joining("|")))
        .map(forms -> "(?:" + forms + ")")
        .collect(Collectors.joining());
  }

  private static String escaped(byte[] form) {
    StringBuilder escaped = new StringBuilder();
    for (byte each : form) {
      escaped.append(String.format(Locale.ROOT, "\\u%04x", Math.max(1, each & 0xFF)));
    }
    return escaped.toString();
  }

  private static List<byte[]> written(int point) {
    return forms(point).stream()
        .map(form -> Character.toString(form).getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static Set<Integer> forms(int point) {
    int upper = Character.toUpperCase(point);
    Set<Integer> forms =
        Stream.of(point, upper, Character.toLowerCase(point), Character.toLowerCase(upper))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    // those that share an upper case stand together: σ and ς
    for (int other = point & ~BLOCK; point >= ASCII && other <= (point | BLOCK); other++) {
      if (Character.toUpperCase(other) == upper) {
        forms.add(other);
      }
    }
    return forms;
  }
}
