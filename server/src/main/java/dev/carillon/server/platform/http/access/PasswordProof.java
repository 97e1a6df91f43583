package dev.carillon.server.platform.http.access;

import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;

/** Proves once more that a caller is who the session says: by the caller's own password. */
@FunctionalInterface
public interface PasswordProof {

  /**
   * Passes where it is the password.
   *
   * @throws Problem 403 where it is another one, 429 where there were too many wrong ones
   */
  void check(Call call, String password);
}
