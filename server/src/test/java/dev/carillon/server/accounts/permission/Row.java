package dev.carillon.server.accounts.permission;

import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;

/**
 * One call about assets.
 *
 * @param route the route's path
 * @param letters what it needs in the scene's folder, beside V
 * @param elsewhere what it needs in the scene's other folder; empty = that is not asked
 * @param refusal how a caller is told that he may not
 * @param before what is done with all rights, before they are limited
 * @param act the call itself
 */
record Row(
    String route, String letters, String elsewhere, Refusal refusal, Prepare before, Act act) {

  @Override
  public String toString() {
    return route + " " + letters + "/" + elsewhere;
  }

  /** What must be there for the call. */
  @FunctionalInterface
  interface Prepare {
    String in(SampleFolders sample);
  }

  /** Makes the call. */
  @FunctionalInterface
  interface Act {
    TestResponse by(TestClient caller, SampleFolders sample, String prepared);
  }

  /** How a caller is told that he may not. */
  enum Refusal {
    /** By a status. */
    TOLD,
    /** As an error among many. */
    COUNTED,
    /** What he does not see is not in the answer. */
    ABSENT,
    /** By a sentence in an answer about several. */
    SAID
  }
}
