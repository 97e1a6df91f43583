package dev.carillon.server.assets.share;

import dev.carillon.server.platform.http.Problem;
import java.util.Arrays;
import java.util.Optional;

/** What a receiver decides about an asset. */
public enum Approval {
  APPROVED("approve", "Approved"),
  REJECTED("reject", "Rejected");

  /** The field that holds it. */
  public static final String STATE = "approvalState";

  /** The field that holds what was said with it. */
  public static final String COMMENT = "approvalComment";

  /** The field that holds who says he decided. */
  public static final String BY = "approvalBy";

  /** The field that holds when. */
  public static final String DATE = "approvalDate";

  private final String word;
  private final String past;

  Approval(String word, String past) {
    this.word = word;
    this.past = past;
  }

  /**
   * The one that a form asks for.
   *
   * @throws Problem 400
   */
  static Approval asked(String word) {
    return Arrays.stream(values())
        .filter(verdict -> verdict.word.equals(word))
        .findFirst()
        .orElseThrow(() -> Problem.badField("verdict", word, "approve or reject"));
  }

  /** The one with this value, if it is one. */
  public static Optional<Approval> of(String value) {
    return Arrays.stream(values()).filter(verdict -> verdict.value().equals(value)).findFirst();
  }

  /** The field's value, which is also how a sentence begins that tells it. */
  public String value() {
    return past;
  }
}
