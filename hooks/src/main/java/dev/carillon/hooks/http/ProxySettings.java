package dev.carillon.hooks.http;

/** How connections leave: straight to the receiver, or through a forward proxy. */
public sealed interface ProxySettings {

  /** Straight to the receiver. */
  record Direct() implements ProxySettings {}

  /**
   * Through a proxy that makes tunnels (CONNECT), for http and https alike. It is told the address
   * that the guard has checked, never the name, so that it cannot look up another one.
   *
   * @param host of the proxy; the guard does not look at it
   * @param port of the proxy
   * @param username empty where the proxy asks for none
   * @param password as the user name
   */
  record Proxy(String host, int port, String username, String password) implements ProxySettings {

    public Proxy {
      if (host.isBlank() || port < 1 || port > 65_535) {
        throw new IllegalArgumentException("no proxy: '" + host + "' port " + port);
      }
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "Proxy[" + host + ":" + port + "]";
    }
  }
}
