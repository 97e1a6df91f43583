package dev.carillon.hooks.spring.transaction;

import dev.carillon.hooks.AfterCommit;
import java.sql.Connection;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells when a transaction that Spring manages is committed. */
public final class SpringAfterCommit implements AfterCommit {

  private final DataSource dataSource;

  /**
   * For transactions of this source.
   *
   * @param dataSource the one that webhooks use
   */
  public SpringAfterCommit(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public boolean register(Connection connection, Runnable task) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()
        || !DataSourceUtils.isConnectionTransactional(connection, dataSource)) {
      return false;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCompletion(int status) {
            if (status == STATUS_COMMITTED) {
              task.run();
            }
          }
        });
    return true;
  }
}
