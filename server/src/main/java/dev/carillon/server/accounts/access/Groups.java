package dev.carillon.server.accounts.access;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.Accounts;
import dev.carillon.server.platform.http.Problem;
import java.time.InstantSource;
import java.util.List;

/** What can be done with groups. Each change counts before it is answered. */
final class Groups {

  private static final int MEMBERS_MAX = 10_000;

  private final Database database;
  private final Accounts accounts;
  private final FolderPermissions permissions;
  private final InstantSource clock;

  Groups(Database database, Accounts accounts, FolderPermissions permissions, InstantSource clock) {
    this.database = database;
    this.accounts = accounts;
    this.permissions = permissions;
    this.clock = clock;
  }

  /** A page by name, of those whose names come after this one. */
  List<Group> page(String after, int limit) {
    return database.read(c -> GroupStore.page(c, after, limit));
  }

  /**
   * One group.
   *
   * @throws Problem 404
   */
  Group get(String id) {
    return database.read(c -> GroupStore.find(c, id)).orElseThrow(() -> unknown(id));
  }

  /** The names of its members. */
  List<String> members(String id) {
    return database.read(c -> GroupStore.members(c, id, MEMBERS_MAX));
  }

  /** How many members it has. */
  long size(String id) {
    return database.read(c -> GroupStore.count(c, id));
  }

  /**
   * Makes a group.
   *
   * @throws Problem 409 where the name is taken
   */
  Group create(String name, String description, String licence) {
    Group group = new Group(Ids.random(), name, description, licence);
    if (!database.<Boolean>write(c -> GroupStore.insert(c, group, clock.millis()))) {
      throw taken(name);
    }
    return group;
  }

  /**
   * Changes a group.
   *
   * @throws Problem 404 where there is none, 409 where the name is taken
   */
  Group update(Group group) {
    if (!database.<Boolean>write(c -> GroupStore.update(c, group))) {
      get(group.id());
      throw taken(group.name());
    }
    permissions.refresh();
    return group;
  }

  /**
   * Removes a group, and its permissions with it.
   *
   * @throws Problem 404
   */
  void remove(String id) {
    boolean removed = database.write(c -> GroupStore.delete(c, id));
    permissions.refresh();
    if (!removed) {
      throw unknown(id);
    }
  }

  /**
   * Makes a user a member, if he is none.
   *
   * @throws Problem 404 where there is no such group or user
   */
  void add(String id, String username) {
    String registered =
        accounts
            .find(username)
            .map(Account::username)
            .orElseThrow(() -> Problem.notFound("user", username));
    boolean there =
        database.write(
            c -> {
              boolean found = GroupStore.find(c, id).isPresent();
              if (found) {
                GroupStore.add(c, new GroupMember(id, registered));
              }
              return found;
            });
    permissions.refresh();
    if (!there) {
      throw unknown(id);
    }
  }

  /**
   * Ends a membership.
   *
   * @throws Problem 404 where there is no such group or the user is no member
   */
  void takeOut(String id, String username) {
    get(id);
    boolean removed = database.write(c -> GroupStore.remove(c, new GroupMember(id, username)));
    permissions.refresh();
    if (!removed) {
      throw Problem.notFound("member", username);
    }
  }

  private static Problem unknown(String id) {
    return Problem.notFound("group", id);
  }

  private static Problem taken(String name) {
    return Problem.conflict("A group named '" + name + "' already exists");
  }
}
