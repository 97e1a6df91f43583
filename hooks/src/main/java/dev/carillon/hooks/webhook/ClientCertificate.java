package dev.carillon.hooks.webhook;

/**
 * What a webhook shows to a receiver that wants to know who calls (mutual TLS). The key is never
 * printed.
 *
 * @param chain the certificate and those that lead to its authority, as PEM; empty for none
 * @param key its private key, as PEM of PKCS #8; a secret
 */
public record ClientCertificate(String chain, String key) {

  /** No certificate is shown. */
  public static final ClientCertificate NONE = new ClientCertificate("", "");

  public ClientCertificate {
    if (chain.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException("a certificate and its key come together");
    }
  }

  /** Whether there is none. */
  public boolean none() {
    return chain.isEmpty();
  }

  @Override
  public String toString() {
    return none() ? "ClientCertificate[none]" : "ClientCertificate[…]";
  }
}
