package dev.carillon.server.operations.home;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The machine that this process runs on. */
public final class HostName {

  private HostName() {}

  /** Its name; empty if it is not known. */
  public static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return System.getenv().getOrDefault("HOSTNAME", "");
    }
  }
}
