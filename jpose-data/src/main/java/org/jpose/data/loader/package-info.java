/**
 * From a dataset to batches: what a batch is made by ({@code Recipe}), which come after each other
 * ({@code BatchPlan}), and the threads that make them.
 */
package org.jpose.data.loader;
