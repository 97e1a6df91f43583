package dev.carillon.server.contract;

import dev.carillon.server.account.Postgres;

class ContractOnPostgresTest extends ContractSuite {

  @Override
  String database() {
    return Postgres.fresh();
  }
}
