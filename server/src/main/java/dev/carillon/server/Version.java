package dev.carillon.server;

/** This build's version. */
final class Version {

  /** Such as {@code 0.1.0}. */
  static final String TEXT = text();

  private Version() {}

  private static String text() {
    String packaged = Version.class.getPackage().getImplementationVersion();
    return packaged == null ? "development" : packaged;
  }
}
