/** Who calls: accounts, passwords, sessions and login tokens. Uses {@code platform}. */
@NullMarked
package dev.carillon.server.accounts.login;

import org.jspecify.annotations.NullMarked;
