/** Tests of alerts. */
@org.jspecify.annotations.NullMarked
package dev.carillon.server.operations.alerts;
