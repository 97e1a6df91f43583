package dev.carillon.server.operations.doctor;

/**
 * What one look at a home came to.
 *
 * @param what was looked at
 * @param verdict how it is
 * @param detail in words, with what to do where something is wrong
 */
record Finding(String what, Verdict verdict, String detail) {

  /** How it is. */
  enum Verdict {
    OK,
    WARNING,
    PROBLEM
  }

  static Finding ok(String what, String detail) {
    return new Finding(what, Verdict.OK, detail);
  }

  static Finding warning(String what, String detail) {
    return new Finding(what, Verdict.WARNING, detail);
  }

  static Finding problem(String what, String detail) {
    return new Finding(what, Verdict.PROBLEM, detail);
  }
}
