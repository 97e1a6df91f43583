package dev.carillon.server.platform.http;

/** The role of a caller, the least first. */
public enum UserRole {
  ANONYMOUS("anonymous", "A caller that is not logged in."),
  USER(
      "user",
      "A user with an account. May see and change what folders grant to the user or to"
          + " the user's groups, and always their own zone /Users/<name>."),
  SUPER_USER(
      "superUser",
      "An administrator (ROLE_SUPERUSER). Has all permissions in every folder; which parts of"
          + " the administration are open depends on the licence.");

  private final String text;
  private final String says;

  UserRole(String text, String says) {
    this.text = text;
    this.says = says;
  }

  /** The name that is shown. */
  public String text() {
    return text;
  }

  /** What it means, in words. */
  public String says() {
    return says;
  }
}
