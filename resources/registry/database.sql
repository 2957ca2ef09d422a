-- Once, for a new database: MLflow's accounts lie beside its runs, and are dumped on their own.
CREATE DATABASE accounts;
