package dev.carillon.server.platform.config;

/** This build's version. */
public final class Version {

  /** Such as {@code 0.1.0}. */
  public static final String TEXT = text();

  private Version() {}

  private static String text() {
    String packaged = Version.class.getPackage().getImplementationVersion();
    return packaged == null ? "development" : packaged;
  }
}
