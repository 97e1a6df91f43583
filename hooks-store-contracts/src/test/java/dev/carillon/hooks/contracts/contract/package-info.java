/** Whether the list of rules says what the contracts hold. */
@NullMarked
package dev.carillon.hooks.contracts.contract;

import org.jspecify.annotations.NullMarked;
