package dev.carillon.hooks.jdbc.store;

import java.sql.Connection;
import java.sql.SQLException;

/** The epoch that rows of this node carry, for as long as no other node has taken over. */
public interface Owner {

  /** An epoch that nobody can take over. */
  static Owner forGood(long epoch) {
    return new Owner() {
      @Override
      public long epoch() {
        return epoch;
      }

      @Override
      public void check(Connection connection) {
        // nobody else opens this database
      }
    };
  }

  /** What stands in the rows. */
  long epoch();

  /**
   * Makes sure that this node still sends what carries its epoch.
   *
   * @throws dev.carillon.hooks.delivery.HooksException with {@code STORE_LOCKED} if another has
   *     taken over
   */
  void check(Connection connection) throws SQLException;
}
