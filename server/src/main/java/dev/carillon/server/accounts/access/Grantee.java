package dev.carillon.server.accounts.access;

/** Who has a right. */
sealed interface Grantee {

  /** The same for the same holder, another one for another. */
  String key();

  /** As people read it. */
  String text();

  /** All members of a group. */
  record OfGroup(String id) implements Grantee {
    @Override
    public String key() {
      return "g" + id;
    }

    @Override
    public String text() {
      return "group " + id;
    }
  }

  /** One user. */
  record OfUser(String username) implements Grantee {
    @Override
    public String key() {
      return "u" + GroupMember.key(username);
    }

    @Override
    public String text() {
      return "user " + username;
    }
  }
}
