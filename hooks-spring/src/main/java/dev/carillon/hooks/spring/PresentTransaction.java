package dev.carillon.hooks.spring;

import java.io.Serial;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Knows whether the present transaction is one of a {@code DataSource}. That a connection is bound
 * does not say so: in a transaction of another {@code DataSource}, Spring binds one that no
 * transaction commits.
 */
final class PresentTransaction {

  private final JdbcManager jdbc;

  PresentTransaction(DataSource dataSource) {
    jdbc = new JdbcManager(dataSource);
  }

  /** The {@code DataSource} whose connections transaction managers bind. */
  DataSource dataSource() {
    return jdbc.source();
  }

  /** Whether a transaction manager has bound a connection for its transaction. */
  boolean exists() {
    return TransactionSynchronizationManager.getResource(dataSource())
            instanceof ConnectionHolder holder
        && (jdbc.hasTransaction() || boundByJpa(holder));
  }

  /**
   * JPA's transaction managers bind a holder that they release themselves. The one that is bound
   * for a transaction of another {@code DataSource} is released with the latter.
   */
  private static boolean boundByJpa(ConnectionHolder holder) {
    return !holder.isSynchronizedWithTransaction();
  }

  /** Is asked, as JDBC's transaction manager asks itself, and begins nothing. */
  private static final class JdbcManager extends DataSourceTransactionManager {

    @Serial private static final long serialVersionUID = 1L;

    JdbcManager(DataSource dataSource) {
      super(dataSource);
    }

    DataSource source() {
      return obtainDataSource();
    }

    boolean hasTransaction() {
      return isExistingTransaction(doGetTransaction());
    }
  }
}
