package dev.carillon.server.operations.doctor;

/**
 * What one look at a home came to.
 *
 * @param what was looked at
 * @param verdict how it is
 * @param detail in words, with what to do where something is wrong
 */
record DoctorFinding(String what, Verdict verdict, String detail) {

  /** How it is. */
  enum Verdict {
    OK,
    WARNING,
    PROBLEM
  }

  static DoctorFinding ok(String what, String detail) {
    return new DoctorFinding(what, Verdict.OK, detail);
  }

  static DoctorFinding warning(String what, String detail) {
    return new DoctorFinding(what, Verdict.WARNING, detail);
  }

  static DoctorFinding problem(String what, String detail) {
    return new DoctorFinding(what, Verdict.PROBLEM, detail);
  }
}
