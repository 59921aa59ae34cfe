package jobs

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Indexer makes what authors said searchable: never on a message's own path, and
// a moment later.
type Indexer struct{ acts *act.Acts }

// indexMost is how many texts one transaction indexes.
const indexMost = 200

var indexer = store.JobActor("index")

// RunOnce indexes what came in since. Two replicas that begin at the same text
// cannot both end: the second leaves it.
func (x *Indexer) RunOnce(ctx context.Context, _ time.Time) (done int, err error) {
	if err := x.acts.Do(ctx, indexer, "", func(t *act.Tx) (err error) {
		done, err = t.Index(indexMost)
		return err
	}); err != nil {
		return 0, fmt.Errorf("indexing: %w", err)
	}
	if done > 0 {
		return done, nil
	}
	if err := x.acts.LookBack(ctx, indexer, indexMost); err != nil {
		return 0, fmt.Errorf("indexing what was late: %w", err)
	}
	return 0, nil
}
