// Constants that cannot be computed: an error of the query, not of every record.
#pragma once

#include "service/sql/bind/bound.h"

namespace millrace::sql {

// Reports each at its place, as PostgreSQL's planner does. What follows a constant false in AND, or a constant true in
// OR, is never evaluated and so cannot fail.
void report_failing_constants(const Bound& bound, Problems& problems);

}  // namespace millrace::sql
