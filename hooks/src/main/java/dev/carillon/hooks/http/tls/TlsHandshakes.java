package dev.carillon.hooks.http.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Runs TLS handshakes and reports when the peer asks for a certificate. */
public final class TlsHandshakes {

  /** Set while a handshake runs in this thread; a scoped value would need Java 25. */
  private static final ThreadLocal<@Nullable Runnable> ASKED = new ThreadLocal<>();

  private TlsHandshakes() {}

  /**
   * Runs a handshake in this thread.
   *
   * @param asked called when the peer asks for a certificate
   */
  public static void watching(Runnable asked, Handshake handshake) throws IOException {
    ASKED.set(asked);
    try {
      handshake.shake();
    } finally {
      ASKED.remove();
    }
  }

  /** The peer of this thread's handshake has asked. */
  static void asked() {
    Runnable asked = ASKED.get();
    if (asked != null) {
      asked.run();
    }
  }

  /** A handshake that is about to begin. */
  @FunctionalInterface
  public interface Handshake {
    void shake() throws IOException;
  }
}
