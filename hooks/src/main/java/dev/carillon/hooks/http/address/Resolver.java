package dev.carillon.hooks.http.address;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** Looks names up. A port, because the platform's own look-up has no deadline. */
public interface Resolver {

  /**
   * All addresses of a host name, in the order they should be tried. A literal address is given
   * back as it is.
   *
   * @throws NameNotFoundException if the name does not exist or has no address
   * @throws NameTimeoutException if there was no answer within the deadline
   */
  List<InetAddress> resolve(String host, Duration deadline)
      throws NameNotFoundException, NameTimeoutException;

  /** The name does not exist, or has no address. */
  final class NameNotFoundException extends Exception {
    private static final long serialVersionUID = 1L;

    public NameNotFoundException(String host) {
      super("no address for " + host);
    }
  }

  /** There was no answer in time, or the name server failed. */
  final class NameTimeoutException extends Exception {
    private static final long serialVersionUID = 1L;

    public NameTimeoutException(String host) {
      super("no response from the name server for " + host);
    }
  }
}
