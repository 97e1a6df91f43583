package dev.carillon.server.platform.config;

import java.util.Optional;

/** Where the text of the cluster properties is kept for nodes that share a database. */
public interface SharedProperties {

  /**
   * The text with the greatest number, where that is greater than this one.
   *
   * @throws dev.carillon.hooks.delivery.HooksException if it cannot be read now
   */
  Optional<Revision> newerThan(long number);

  /**
   * Adds a text behind the one with this number; false where that is not the newest any more.
   *
   * @throws dev.carillon.hooks.delivery.HooksException if it cannot be stored now
   */
  boolean add(long newest, String text);

  /**
   * The cluster properties between two changes.
   *
   * @param number 1 for the first; each change has the next
   * @param text of the whole file
   */
  record Revision(long number, String text) {}
}
