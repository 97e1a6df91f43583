package dev.carillon.server.platform.http.jetty;

import dev.carillon.hooks.http.tls.TlsIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows callers the certificate of this moment. Those before it are remembered for a while: a
 * handshake asks for certificate and key one after the other.
 */
final class ListenerKeys extends X509ExtendedKeyManager {

  private static final int REMEMBERED = 4;

  private final Supplier<TlsIdentity> identity;
  private final Map<String, TlsIdentity> known = new LinkedHashMap<>();
  private int made;

  ListenerKeys(Supplier<TlsIdentity> identity) {
    this.identity = identity;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    TlsIdentity now = identity.get();
    return keyType.equals(now.key().getAlgorithm()) ? alias(now) : null;
  }

  @SuppressWarnings("ReferenceEquality") // read anew, it is another one
  private synchronized String alias(TlsIdentity now) {
    for (Map.Entry<String, TlsIdentity> entry : known.entrySet()) {
      if (entry.getValue() == now) {
        return entry.getKey();
      }
    }
    String alias = "own-" + made++;
    known.put(alias, now);
    if (known.size() > REMEMBERED) {
      known.remove(known.keySet().iterator().next());
    }
    return alias;
  }

  private synchronized @Nullable TlsIdentity find(String alias) {
    return known.get(alias);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    TlsIdentity found = find(alias);
    return found == null ? null : found.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    TlsIdentity found = find(alias);
    return found == null ? null : found.key();
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
