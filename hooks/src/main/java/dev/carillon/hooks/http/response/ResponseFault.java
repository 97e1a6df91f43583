package dev.carillon.hooks.http.response;

import dev.carillon.hooks.delivery.ErrorClass;
import java.io.IOException;

/** A fault whose class was known where it was found. */
public final class ResponseFault extends IOException {

  private static final long serialVersionUID = 1L;

  private final ErrorClass errorClass;

  /** A fault of this class, in words for customers. */
  public ResponseFault(ErrorClass errorClass, String detail) {
    super(detail);
    this.errorClass = errorClass;
  }

  static ResponseFault badHttp(String detail) {
    return new ResponseFault(ErrorClass.BAD_HTTP, detail);
  }

  static ResponseFault closedEarly(String detail) {
    return new ResponseFault(ErrorClass.CLOSED_EARLY, detail);
  }

  static ResponseFault headTooLarge(String detail) {
    return new ResponseFault(ErrorClass.BODY_TOO_LARGE, detail);
  }

  /** Its class. */
  public ErrorClass errorClass() {
    return errorClass;
  }

  /** Faults are told by class and words; where they were thrown is of no use to anybody. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
