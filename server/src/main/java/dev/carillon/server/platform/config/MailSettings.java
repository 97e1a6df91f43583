package dev.carillon.server.platform.config;

/**
 * The mail server that e-mails are sent through.
 *
 * @param server where it is; none = no e-mails are sent
 * @param security how the connection is protected
 * @param username empty where it asks for none
 * @param from the sender's address
 */
public record MailSettings(
    HostAndPort server, Security security, String username, String password, String from) {

  /** Whether there is one. */
  public boolean configured() {
    return !server.equals(HostAndPort.NONE);
  }

  @Override
  public String toString() {
    String where = server.host() + ":" + server.port();
    return "MailSettings[" + where + ", " + security + ", " + username + ", " + from + "]";
  }

  /** How a connection is protected. */
  public enum Security {
    /** Not at all. */
    NONE,
    /** It begins in the clear and must become encrypted before anything is said. */
    STARTTLS,
    /** It is encrypted from the start. */
    TLS
  }
}
