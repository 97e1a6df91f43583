package dev.carillon.server.accounts.permission;

/**
 * A user who belongs to a group.
 *
 * @param licence what the group lets its members use at least: a licence's name, or empty
 */
record GroupMember(String groupId, String username, String licence) {

  /** A member of a group that says nothing of licences. */
  GroupMember(String groupId, String username) {
    this(groupId, username, "");
  }
}
