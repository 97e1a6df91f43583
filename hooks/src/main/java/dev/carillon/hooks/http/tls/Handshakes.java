package dev.carillon.hooks.http.tls;

import java.io.IOException;

/** Handshakes that tell where the peer asks for a certificate. */
public final class Handshakes {

  private static final ScopedValue<Runnable> ASKED = ScopedValue.newInstance();

  private Handshakes() {}

  /**
   * A handshake in this thread.
   *
   * @param asked called where the peer asks for a certificate
   */
  public static void watching(Runnable asked, Handshake handshake) throws IOException {
    ScopedValue.where(ASKED, asked)
        .call(
            () -> {
              handshake.shake();
              return true;
            });
  }

  /** The peer of this thread's handshake has asked. */
  static void asked() {
    if (ASKED.isBound()) {
      ASKED.get().run();
    }
  }

  /** A handshake that is about to begin. */
  @FunctionalInterface
  public interface Handshake {
    void shake() throws IOException;
  }
}
