/** Whether the list of rules says what the contracts hold. */
@NullMarked
package dev.carillon.hooks.testkit.contract;

import org.jspecify.annotations.NullMarked;
