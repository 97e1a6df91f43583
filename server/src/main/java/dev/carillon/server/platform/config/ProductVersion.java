package dev.carillon.server.platform.config;

/** This build's version. */
public final class ProductVersion {

  /** Such as {@code 0.1.0}. */
  public static final String TEXT = text();

  private ProductVersion() {}

  private static String text() {
    String packaged = ProductVersion.class.getPackage().getImplementationVersion();
    return packaged == null ? "development" : packaged;
  }
}
