package stream

import (
	"io"
	"log"
	"sync"
)

// ReadWriter is both.
type ReadWriter interface {
	io.Reader
	Writer
	Close() error
}

type Writer interface{ Write(p []byte) (n int, err error) }

type Number interface {
	~int | ~float64
}

// Job logs by itself.
type Job struct {
	Command string // what is run
	*log.Logger
	sync.Mutex
	Queue[Task]

	done, failed chan struct{}
	next         *Job
	state        struct {
		since int
	}
}

func NewJob(command string, logger *log.Logger) *Job {
	job := &Job{command, logger, sync.Mutex{}}
	job.next = &Job{Command: command, next: nil}
	return job
}

func (job *Job) Printf(format string, args ...interface{}) {
	job.Logger.Printf("%q: %s", job.Command, args)
	job.Lock()
	defer job.Unlock()
}

func (j Job) state2() struct{ a int } { return struct{ a int }{a: j.state.since} }

func rows() {
	tests := []struct {
		name string
		want error
	}{
		{"one", nil},
		{name: "two", want: io.EOF},
	}
	for _, test := range tests {
		if w, ok := test.want.(Writer); ok {
			w.Write(nil)
		}
	}
}
