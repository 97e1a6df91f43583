package dev.carillon.server.accounts.login;

import dev.carillon.server.platform.http.header.LenientText;
import java.util.Base64;
import java.util.Optional;

/** A user name and a password, as a caller claims. */
public record UserPassword(String username, String password) {

  /** Reads {@code user:password} in base 64, of either alphabet, padded or not. */
  public static Optional<UserPassword> decoded(String base64) {
    String plain =
        base64.strip().replace(' ', '+').replace('-', '+').replace('_', '/').replace("=", "");
    try {
      String pair = LenientText.text(Base64.getDecoder().decode(plain));
      int colon = pair.indexOf(':');
      return colon < 0
          ? Optional.empty()
          : Optional.of(new UserPassword(pair.substring(0, colon), pair.substring(colon + 1)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "UserPassword[username=" + username + "]";
  }
}
