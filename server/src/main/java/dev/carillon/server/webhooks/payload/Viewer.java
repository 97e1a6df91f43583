package dev.carillon.server.webhooks.payload;

/** On whose behalf a webhook gets events: it gets those about what this one may see. */
public sealed interface Viewer {

  /** Whether everything is seen. */
  default boolean unrestricted() {
    return false;
  }

  /** As people read it, such as {@code the user 'ann'}. */
  String words();

  /** Nothing is hidden. */
  record Unrestricted() implements Viewer {

    /** The webhook gets events about everything. */
    public static final Viewer ONLY = new Unrestricted();

    @Override
    public boolean unrestricted() {
      return true;
    }

    @Override
    public String words() {
      return "everyone";
    }
  }

  /**
   * A user, with the permissions of the user's groups.
   *
   * @param username as it was registered
   * @param id distinguishes users who have the same name one after the other
   */
  record OfUser(String username, String id) implements Viewer {
    @Override
    public String words() {
      return "the user '" + username + "'";
    }
  }

  /**
   * A group: what is permitted to it as such.
   *
   * @param name as it was when the webhook was saved
   * @param id never changes
   */
  record OfGroup(String name, String id) implements Viewer {
    @Override
    public String words() {
      return "the group '" + name + "'";
    }
  }
}
