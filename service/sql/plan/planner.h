// From a bound SELECT to the Query that the pipeline runs.
#pragma once

#include "service/sql/bind/select_binder.h"

namespace millrace::sql {

// Meaningful only if `problems` stays empty; reports columns that are neither grouped nor aggregated.
Query plan(const BoundSelect& select, Problems& problems);

}  // namespace millrace::sql
