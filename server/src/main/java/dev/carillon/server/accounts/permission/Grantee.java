package dev.carillon.server.accounts.permission;

import dev.carillon.server.accounts.login.Accounts;

/** Who has a permission. */
sealed interface Grantee {

  /** A key that equal grantees share, and no others. */
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
      return "u" + Accounts.key(username);
    }

    @Override
    public String text() {
      return "user " + username;
    }
  }
}
