package dev.carillon.hooks.event;

import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The bytes of one request's body. They are rendered once, stored, signed and sent as they are: the
 * core never looks into them.
 */
public final class Payload {

  /** The {@code Content-Type} of a payload that does not say otherwise. */
  public static final String JSON = "application/json; charset=UTF-8";

  /** The longest content type, in characters. */
  public static final int CONTENT_TYPE_MAX = 200;

  /** The longest problem, in characters. */
  public static final int PROBLEM_MAX = 500;

  /** RFC 9110's media type, with parameters of any form. */
  private static final Pattern TYPE =
      Pattern.compile(
          "[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?: *;[\\x20-\\x7e]*[\\x21-\\x7e])?");

  private final byte[] bytes;
  private final String contentType;
  private final Map<String, String> headers;
  private final String problem;

  private Payload(byte[] bytes, String contentType, Map<String, String> headers, String problem) {
    this.bytes = bytes;
    this.contentType = contentType;
    this.headers = headers;
    this.problem = problem;
  }

  /**
   * A payload of these bytes, which the caller must not change afterwards. It is sent as {@link
   * #JSON}; nothing looks into it.
   */
  public static Payload of(byte[] bytes) {
    return new Payload(bytes, JSON, Map.of(), "");
  }

  /**
   * The same bytes as content of another type.
   *
   * @param other the value of {@code Content-Type}, such as {@code application/xml}: a type, a
   *     slash, a subtype, and perhaps parameters, in printable ASCII
   * @throws ValidationException if it is none, or longer than {@value #CONTENT_TYPE_MAX} characters
   */
  public Payload as(String other) {
    if (other.equals(contentType)) {
      return this;
    }
    if (other.length() > CONTENT_TYPE_MAX || !TYPE.matcher(other).matches()) {
      throw new ValidationException(
          new Violation(
              "contentType",
              other,
              "a content type of at most "
                  + CONTENT_TYPE_MAX
                  + " characters, such as application/xml"));
    }
    return new Payload(bytes, other, headers, problem);
  }

  /** What it is sent as: the value of {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }

  /**
   * The same bytes with request headers that belong to them, such as the attributes of an event.
   *
   * @param others names and values in printable ASCII, in the order in which they are sent
   */
  public Payload with(Map<String, String> others) {
    return new Payload(
        bytes, contentType, Collections.unmodifiableMap(new LinkedHashMap<>(others)), problem);
  }

  /** The request headers that belong to the bytes, in the order in which they are sent. */
  public Map<String, String> headers() {
    return headers;
  }

  /**
   * The same bytes, sent because those that were wanted could not be made. The log shows the
   * problem; receivers do not see it.
   *
   * @param why why the others could not be made; control characters become spaces, unpaired
   *     surrogates question marks, and what is longer than {@value #PROBLEM_MAX} characters is cut
   *     off; empty = these bytes are what was wanted
   */
  public Payload withProblem(String why) {
    if (why.equals(problem)) {
      return this;
    }
    String line = why.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    String cut = line.substring(0, Math.min(line.length(), PROBLEM_MAX));
    return new Payload(bytes, contentType, headers, cut.replaceAll("\\p{Cs}", "?"));
  }

  /** Why these bytes are sent instead of what was wanted; empty = they are what was wanted. */
  public String problem() {
    return problem;
  }

  /** A payload of this text in UTF-8. */
  public static Payload of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes themselves, not a copy: they must not be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that
        && Arrays.equals(bytes, that.bytes)
        && contentType.equals(that.contentType)
        && headers.equals(that.headers)
        && problem.equals(that.problem);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Payload[" + bytes.length + " bytes]";
  }
}
